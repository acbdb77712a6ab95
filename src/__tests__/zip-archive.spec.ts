import { zipArchive } from '../zip-archive';

function bytesOf(blob: Blob): Promise<DataView> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    reader.onload = () => resolve(new DataView(reader.result as ArrayBuffer));
    reader.readAsArrayBuffer(blob);
  });
}

const content = (text: string) =>
  new Uint8Array(new TextEncoder().encode(text));

describe('a zip archive', () => {
  it('has the files as they are, with the checksum that readers ask for', async () => {
    const view = await bytesOf(
      zipArchive([{ path: 'ä.txt', content: content('123456789') }])
    );
    expect(view.getUint32(0, true)).toBe(0x04034b50);
    // The check value of CRC-32, of these nine digits.
    expect(view.getUint32(14, true)).toBe(0xcbf43926);
    expect(view.getUint32(22, true)).toBe(9);
    expect(view.getUint16(26, true)).toBe(6);
  });

  it('says at its end how many there are and where their list begins', async () => {
    const files = ['a', 'b'].map(path => ({ path, content: content(path) }));
    const view = await bytesOf(zipArchive(files));
    const end = view.byteLength - 22;
    expect(view.getUint32(end, true)).toBe(0x06054b50);
    expect(view.getUint16(end + 10, true)).toBe(2);
    const directory = view.getUint32(end + 16, true);
    expect(view.getUint32(directory, true)).toBe(0x02014b50);
    expect(directory + view.getUint32(end + 12, true)).toBe(end);
    // The second file's place stands in the second entry.
    expect(
      view.getUint32(view.getUint32(directory + 47 + 42, true), true)
    ).toBe(0x04034b50);
  });
});
