/** A file of an archive. */
export interface IArchivedFile {
  /** With `/` between its parts. */
  path: string;
  content: Uint8Array<ArrayBuffer>;
}

/** 1 January 1980, as zip has it: no clock of a browser decides anything. */
const EPOCH = 0x21;
/** Names are UTF-8: bit 11 of the flags. */
const UTF8 = 0x800;
/** A plain file of Unix that everybody may read. */
const PLAIN_FILE = (0o100644 << 16) >>> 0;
/** Made on Unix, by version 2.0 of the format. */
const MADE_BY = (3 << 8) | 20;

/**
 * Files as a zip archive that does not compress: they are sent once, and the service unpacks them at once.
 *
 * **Source:** PKWARE's APPNOTE 6.3, sections 4.3.7 (files), 4.3.12 (directory) and 4.3.16 (its end).
 */
export function zipArchive(files: readonly IArchivedFile[]): Blob {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let place = 0;
  let length = 0;
  for (const { path, content } of files) {
    const name = new TextEncoder().encode(path);
    const facts: Field[] = [
      [2, 20],
      [2, UTF8],
      [2, 0],
      [2, 0],
      [2, EPOCH],
      [4, crc32(content)],
      [4, content.length],
      [4, content.length],
      [2, name.length],
      [2, 0]
    ];
    const head = record(0x04034b50, facts);
    const entry = record(0x02014b50, [
      [2, MADE_BY],
      ...facts,
      [2, 0],
      [2, 0],
      [2, 0],
      [4, PLAIN_FILE],
      [4, place]
    ]);
    parts.push(head, name, content);
    directory.push(entry, name);
    place += head.length + name.length + content.length;
    length += entry.length + name.length;
  }
  const end = record(0x06054b50, [
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, length],
    [4, place],
    [2, 0]
  ]);
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

/** How many bytes a number has, and the number. */
type Field = [2 | 4, number];

function record(
  signature: number,
  fields: readonly Field[]
): Uint8Array<ArrayBuffer> {
  const all: Field[] = [[4, signature], ...fields];
  const bytes = new Uint8Array(all.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of all) {
    if (size === 2) {
      view.setUint16(at, value, true);
    } else {
      view.setUint32(at, value, true);
    }
    at += size;
  }
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

function crc32(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
