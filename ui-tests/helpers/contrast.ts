import { expect, type Locator } from '@playwright/test';

/** Least contrast of text: WCAG 2.2, success criterion 1.4.3. */
export const TEXT = 4.5;

/**
 * Expect the text of an element to stand out from what is behind it.
 *
 * axe leaves out texts of one character, and what is hidden from screen readers.
 */
export async function expectContrast(
  element: Locator,
  least = TEXT
): Promise<void> {
  const ratio = await element.first().evaluate(node => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const paint = canvas.getContext('2d', { willReadFrequently: true })!;
    // The canvas knows every way to write a colour, and lays one over the other as the page does.
    const behind = (at: Element | null): void => {
      if (at) {
        behind(at.parentElement);
        paint.fillStyle = getComputedStyle(at).backgroundColor;
        paint.fillRect(0, 0, 1, 1);
      }
    };
    /** Relative luminance: WCAG 2.2, definition of contrast ratio. */
    const luminance = (): number => {
      const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map(byte => {
        const part = byte / 255;
        return part <= 0.04045
          ? part / 12.92
          : Math.pow((part + 0.055) / 1.055, 2.4);
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    behind(node);
    const back = luminance();
    paint.fillStyle = getComputedStyle(node).color;
    paint.fillRect(0, 0, 1, 1);
    const front = luminance();
    return (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
  });
  expect(ratio, String(element)).toBeGreaterThanOrEqual(least);
}
