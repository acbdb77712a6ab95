import type { ExportedFile } from './api/schemas';

/** A file to keep: from the service, or made here. */
export type KeptFile = Pick<
  ExportedFile,
  'content' | 'encoding' | 'media_type' | 'name' | 'rows'
>;

/** Give the browser a file to keep, as a link to it would. */
export function keepFile(file: KeptFile): void {
  keepBlob(new Blob([contentOf(file)], { type: file.media_type }), file.name);
}

/** Do the same with what is a file already. */
export function keepBlob(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}

function contentOf(file: KeptFile): BlobPart {
  return file.encoding === 'base64'
    ? Uint8Array.from(atob(file.content), char => char.charCodeAt(0))
    : file.content;
}
