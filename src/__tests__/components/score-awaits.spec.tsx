import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import type { INotebookInfo } from '../../api/local';
import type { ShownResult } from '../../api/schemas';
import { AssignmentItem } from '../../components/assignment-item';
import { StatusDetails } from '../../components/status-details';
import { StatusPill } from '../../components/status-pill';
import { statusSentence, statusWords } from '../../components/status-words';
import { english } from '../../english';
import { statusOf } from '../../models/status';
import { assignment, notebookInfo, submission, TIME } from '../samples';

const LATER = 'Score will be shown after feedback is released.';

const tests: ShownResult = {
  status: 'ok',
  message: '',
  limits_hit: [],
  questions: [
    {
      name: 'q1',
      notebook: 'lab1.ipynb',
      manual: false,
      hidden_names: ['q1 - 3'],
      cases: [
        { name: 'q1 - 1', passed: true, hidden: false, message: '' },
        { name: 'q1 - 2', passed: false, hidden: false, message: 'Too small.' }
      ]
    }
  ]
};

function info(): INotebookInfo {
  const graded = submission({
    state: 'graded',
    score: null,
    max_score: 10,
    score_awaits: 'with_feedback'
  });
  return notebookInfo({ submission: graded, grade: null, tests });
}

describe('a score that is not shown yet', () => {
  it('is no 0 in the pill, its sentence says when it comes', () => {
    const status = statusOf(info());
    expect(statusWords(status, english)).toBe('Graded #1');
    expect(statusSentence(status, english)).toBe(
      `Attempt 1 is graded. ${LATER}`
    );
    render(
      <StatusPill
        status={status}
        doing={null}
        closed={false}
        stale={false}
        expanded={false}
        trans={english}
        onClick={() => undefined}
      />
    );
    expect(screen.getByRole('button')).not.toHaveTextContent('0');
  });

  it('leaves the tests that may be read in the details', () => {
    render(
      <StatusDetails
        info={info()}
        status={statusOf(info())}
        fault={null}
        lastTry={null}
        trans={english}
        onForget={() => undefined}
        onAsk={() => undefined}
        onAttempts={() => undefined}
      />
    );
    expect(screen.getByRole('img', { name: 'q1 - 2 failed' })).toBeVisible();
    expect(screen.getByText('Hidden tests: q1 - 3')).toBeVisible();
    expect(screen.getByText('Too small.')).toBeInTheDocument();
    expect(screen.queryByRole('columnheader', { name: 'Score' })).toBeNull();
  });

  it('is said in the list of assignments', () => {
    render(
      <ul>
        <AssignmentItem
          assignment={assignment({
            my_submission: {
              id: 'S1',
              attempt: 1,
              submitted_at: TIME,
              late: false,
              state: 'graded',
              max_score: 10,
              score_awaits: 'with_feedback'
            }
          })}
          busy={false}
          now={new Date(TIME)}
          trans={english}
          onAsk={() => undefined}
          onAttempts={() => undefined}
          onCheck={() => undefined}
          onFetch={() => undefined}
          onFetchFeedback={() => undefined}
          onFetchSolution={() => undefined}
          onForget={() => undefined}
          onOpen={() => undefined}
          onSubmit={() => undefined}
        />
      </ul>
    );
    expect(screen.getByText('Graded #1')).toBeVisible();
    expect(screen.getByText(new RegExp(LATER))).toBeVisible();
  });
});
