import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A slim mirror of the host application's users, filled from their JWTs. */
@Entity('users')
export class UserEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { nullable: true })
  email: string | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;
}
