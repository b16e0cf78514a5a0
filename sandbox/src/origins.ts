/** Origins without a trailing slash; known once the servers listen. */
export interface Origins {
  web: string;
  api: string;
  asset: string;
}
