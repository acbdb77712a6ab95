/**
 * What a `Content-Digest` header says of some content (RFC 9530).
 *
 * null where the browser makes no hashes: in a page that came without TLS.
 */
export async function contentDigest(content: Blob): Promise<string | null> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  if (!subtle) {
    return null;
  }
  const hash = await subtle.digest('SHA-256', await content.arrayBuffer());
  const text = String.fromCharCode(...new Uint8Array(hash));
  return `sha-256=:${btoa(text)}:`;
}
