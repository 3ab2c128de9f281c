/** The choices of a saved connection. Apart from the schema, so that the window does not need zod. */

/** How a proxy is spoken to: SOCKS5, or HTTP with CONNECT. */
export const PROXY_KINDS = ['socks5', 'http'] as const;
export const ENVIRONMENTS = ['development', 'staging', 'production'] as const;
/** Colours of the shards' palette by number, or none. */
export const PROFILE_COLOURS = ['none', '1', '2', '3', '4', '5', '6', '7', '8'] as const;
export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
/** The start of a text in PEM form; anything else in a field for a certificate is a file's path. */
export const PEM_START = '-----BEGIN ';
