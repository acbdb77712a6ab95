import type { KeyboardEvent } from 'react';

/** What keys do on the page of manual grading. */
export interface IKeyActs {
  onStep(step: 1 | -1): void;
  onUngraded(): void;
  onFailing(): void;
  onFlag(): void;
  onComment(): void;
  onTypePoints(): void;
  onHome(): void;
  onSave(): void;
  /** The rubric item of this number, from 1; false: there is none, and the digit is typed. */
  onDigit(digit: number): boolean;
}

/**
 * Do what a key says; it is then not typed.
 *
 * Letters work where nothing but points can be typed, and keys with Ctrl, Alt or Cmd stay what they are.
 */
export function onGraderKey(
  event: KeyboardEvent<HTMLElement>,
  acts: IKeyActs,
  points: HTMLElement | null
): void {
  if (event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  const target = event.target as HTMLElement;
  if (event.key === 'Escape') {
    acts.onHome();
    event.preventDefault();
    return;
  }
  const inPoints = target === points;
  if (!inPoints && takesText(target)) {
    return;
  }
  if (press(event.key, acts, inPoints, target)) {
    event.preventDefault();
    event.stopPropagation();
  }
}

function press(
  key: string,
  acts: IKeyActs,
  inPoints: boolean,
  target: HTMLElement
): boolean {
  switch (key) {
    case 'n':
      acts.onStep(1);
      return true;
    case 'p':
      acts.onStep(-1);
      return true;
    case 'u':
      acts.onUngraded();
      return true;
    case 'f':
      acts.onFailing();
      return true;
    case 'm':
      acts.onFlag();
      return true;
    case 'c':
      acts.onComment();
      return true;
    case '=':
      acts.onTypePoints();
      return true;
    case 'Enter':
      if (target instanceof HTMLButtonElement || target.tagName === 'SUMMARY') {
        return false;
      }
      acts.onSave();
      return true;
  }
  if (inPoints || !/^[0-9.,]$/.test(key)) {
    return false;
  }
  if (/^[1-9]$/.test(key) && acts.onDigit(Number(key))) {
    return true;
  }
  // The browser types it where the focus is by then.
  acts.onTypePoints();
  return false;
}

function takesText(element: HTMLElement): boolean {
  return (
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLInputElement && element.type !== 'checkbox')
  );
}
