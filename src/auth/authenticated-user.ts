/** Who is calling, as the JWT says. */
export interface AuthenticatedUser {
  /** A lower-case UUID; see `userIdOf` for subjects that are not UUIDs. */
  readonly id: string;
  readonly email: string | null;
  /** The JWT's `exp`: nothing that was opened with it may outlive it. */
  readonly expiresAt: Date;
}
