import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StatusPill } from '../../components/status-pill';
import { english } from '../../english';
import type { NotebookStatus } from '../../models/status';
import { pending, submission } from '../samples';

function pill(
  status: NotebookStatus,
  change: {
    closed?: boolean;
    doing?: 'sending' | 'checking';
    stale?: boolean;
  } = {}
) {
  const onClick = jest.fn();
  const view = render(
    <StatusPill
      status={status}
      closed={change.closed ?? false}
      doing={change.doing ?? null}
      stale={change.stale ?? false}
      expanded={false}
      trans={english}
      onClick={onClick}
    />
  );
  return { onClick, view };
}

const SUBMISSION = submission({ attempt: 2 });

function graded(
  change: Partial<NotebookStatus & { kind: 'graded' }>
): NotebookStatus {
  return {
    kind: 'graded',
    submission: SUBMISSION,
    score: 8,
    maxScore: 10,
    pending: 0,
    awaits: null,
    ...change
  };
}

describe('the pill', () => {
  it('is not there for a notebook of no assignment', () => {
    const { view } = pill({ kind: 'none' });
    expect(view.container).toBeEmptyDOMElement();
  });

  it.each<[NotebookStatus, RegExp]>([
    [{ kind: 'draft' }, /Draft/],
    [{ kind: 'waiting', pending: pending() }, /Waiting to be sent/],
    [
      {
        kind: 'refused',
        pending: pending({ state: 'refused' }),
        submission: null
      },
      /Not accepted/
    ],
    [
      {
        kind: 'refused',
        pending: pending({ state: 'refused' }),
        submission: submission({ state: 'graded', score: 2, max_score: 20 })
      },
      /Not accepted · 2\/20/
    ],
    [{ kind: 'submitted', submission: SUBMISSION }, /Submitted #2 /],
    [{ kind: 'running', submission: SUBMISSION }, /Running #2/],
    [graded({ score: 8.5 }), /8\.5\/10/],
    [graded({ maxScore: 15, pending: 5 }), /8\/10, 5 more by hand/],
    [graded({ score: 0, pending: 10 }), /10 to come by hand/],
    [{ kind: 'failed', submission: SUBMISSION }, /Grading failed/]
  ])('says %o in a few words and has an accessible name', (status, words) => {
    pill(status);
    const button = screen.getByRole('button', { name: words });
    expect(button).toHaveTextContent(words);
    expect(button).toHaveAttribute('aria-haspopup', 'dialog');
  });

  it('says that more points are to come, and is not full before', () => {
    pill(graded({ score: 10, maxScore: 15, pending: 5 }));
    expect(screen.getByRole('status')).toHaveTextContent(
      'Attempt 2: 10 of 10 points. 5 more are still to be given by a person.'
    );
    expect(screen.getByRole('button')).not.toHaveAttribute('data-full');
  });

  it('never says submitted while it is only being sent or waiting', () => {
    pill({ kind: 'waiting', pending: pending() });
    expect(screen.getByRole('status')).toHaveTextContent('has not arrived yet');
    expect(screen.getByRole('button')).not.toHaveTextContent(/submitted/i);
  });

  it('says that it is being sent at this moment', () => {
    pill({ kind: 'draft' }, { doing: 'sending' });
    expect(screen.getByRole('button')).toHaveTextContent('Sending…');
  });

  it('says that the work is looked at', () => {
    pill({ kind: 'draft' }, { doing: 'checking' });
    expect(screen.getByRole('status')).toHaveTextContent('Checking…');
  });

  it('reads out that it waits, but not each move of the queue', () => {
    const said = (position: number) => {
      const waiting = submission({
        attempt: 2,
        position,
        eta: SUBMISSION.submitted_at
      });
      const { view } = pill({ kind: 'submitted', submission: waiting });
      const { textContent } = screen.getByRole('status');
      const { title } = screen.getByRole('button');
      view.unmount();
      return [textContent, title];
    };
    const [third, thirdTitle] = said(3);
    const [second, secondTitle] = said(2);
    expect(third).toContain('waits to be graded');
    expect(second).toBe(third);
    expect(secondTitle).not.toBe(thirdTitle);
    expect(said(1)[0]).toContain('It is next.');
  });

  it('says when it may be out of date', () => {
    pill({ kind: 'draft' }, { stale: true });
    expect(screen.getByRole('button').title).toMatch(/out of date/);
  });

  it('says that the assignment is closed', () => {
    pill(graded({ score: 2 }), { closed: true });
    const button = screen.getByRole('button', { name: /2\/10/ });
    expect(button.title).toMatch(/closed: it takes no more submissions/);
    expect(screen.getByRole('status')).toHaveTextContent(/closed/);
  });

  it('is no draft where nothing can be submitted any more', () => {
    pill({ kind: 'draft' }, { closed: true });
    expect(screen.getByRole('button')).toHaveTextContent('Closed');
  });

  it('opens by keyboard', async () => {
    const { onClick } = pill({ kind: 'draft' });
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(onClick).toHaveBeenCalledWith(screen.getByRole('button'));
  });
});
