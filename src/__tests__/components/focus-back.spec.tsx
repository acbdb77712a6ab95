import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { useRef, type ReactElement } from 'react';
import { useFocusBack } from '../../components/focus-back';

/** A place with a button that opens a question, which hides the button where it has none to come back to. */
function Place(props: {
  away: boolean;
  opener?: boolean;
  other?: boolean;
}): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useFocusBack(place, props.away);
  return (
    <div ref={place} tabIndex={-1} aria-label="place" role="group">
      {props.opener !== false && <button type="button">Open…</button>}
      {props.away && <button type="button">Confirm</button>}
      {props.other && <button type="button">Other</button>}
    </div>
  );
}

const focus = (name: string): void =>
  screen.getByRole('button', { name }).focus();

describe('the focus', () => {
  it('goes back to what had it', () => {
    const { rerender } = render(<Place away={false} />);
    focus('Open…');
    rerender(<Place away />);
    focus('Confirm');
    rerender(<Place away={false} />);
    expect(screen.getByRole('button', { name: 'Open…' })).toHaveFocus();
  });

  it('goes to the place where that has gone as well', () => {
    const { rerender } = render(<Place away={false} />);
    focus('Open…');
    rerender(<Place away />);
    focus('Confirm');
    rerender(<Place away={false} opener={false} />);
    expect(screen.getByRole('group')).toHaveFocus();
  });

  it('stays where somebody has led it', () => {
    const { rerender } = render(<Place away={false} other />);
    focus('Open…');
    rerender(<Place away other />);
    focus('Other');
    rerender(<Place away={false} other />);
    expect(screen.getByRole('button', { name: 'Other' })).toHaveFocus();
  });

  it('is not taken by what was never left', () => {
    const { rerender } = render(<Place away={false} />);
    rerender(<Place away={false} other />);
    expect(document.body).toHaveFocus();
  });
});
