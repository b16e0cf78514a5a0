import type { Algorithm } from 'jsonwebtoken';

/** RFC 7518 §3.3 and §3.5. */
export const rsaAlgorithms: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];

/** Everything that a key pair can sign with and that we accept; never `none`, never a shared secret. */
export const asymmetricAlgorithms: readonly Algorithm[] = [...rsaAlgorithms, 'ES256', 'ES384', 'ES512'];
