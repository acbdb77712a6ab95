import { waitFor } from '@testing-library/dom';

/** Press a button of the dialog in front. */
export async function press(words: string): Promise<void> {
  const button = await waitFor(() => {
    const found = [
      ...document.querySelectorAll<HTMLElement>('.jp-Dialog button')
    ].find(candidate => candidate.textContent === words);
    expect(found).toBeDefined();
    return found!;
  });
  button.click();
}
