import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { ScoreChangePane } from '../../components/formgrader/score-change-pane';
import { english } from '../../english';
import { scoreChange } from '../samples';

describe('a change of scores', () => {
  it('tells those of another maximum from those that stay', () => {
    const sample = scoreChange();
    const full = (points: number) => ({ score: points, max_score: points });
    const preview = scoreChange({
      kind: 'void',
      test: 'q1 - 1',
      counts: { ...sample.counts, total: 3, changed: 2, up: 0, down: 1 },
      rows: [
        ...sample.rows,
        {
          ...sample.rows[0],
          submission_id: 'S2',
          user: 'bob',
          direction: 'same',
          before: full(10),
          after: full(9),
          questions: [{ name: 'q1', before: full(2), after: full(1) }]
        }
      ]
    });
    render(
      <ScoreChangePane
        preview={preview}
        busy={false}
        mayDecide
        trans={english}
        onEnd={() => undefined}
      />
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      '0 up, 1 down, 1 with another maximum, 1 the same.'
    );
    expect(screen.getByRole('row', { name: /^bob/ })).toHaveTextContent(
      '10/109/9another maximum'
    );
  });
});
