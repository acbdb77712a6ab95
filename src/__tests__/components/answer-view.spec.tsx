import '@testing-library/jest-dom';
import { render, screen } from '@testing-library/react';
import { AnswerView } from '../../components/formgrader/manual/answer-view';
import { english } from '../../english';

const cell = (cell_type: string, source: string, handed_out: boolean) => ({
  cell_type,
  source,
  handed_out,
  outputs: []
});

describe('an answer', () => {
  it('shows the question as a notebook does, and no mark of where it begins or ends', () => {
    const { container } = render(
      <AnswerView
        answer={{
          found: true,
          question: 'why',
          flag: { question: 'why', flagged: false, note: '' },
          cells: [
            cell('markdown', '<!-- BEGIN QUESTION -->', true),
            cell('markdown', '### Why is the *sky* blue?', true),
            cell('markdown', 'Light is **scattered**.', false),
            cell('code', '# **not** Markdown', false),
            cell('markdown', '<!-- END QUESTION -->\n', true)
          ]
        }}
        trans={english}
      />
    );
    expect(
      screen.getByRole('heading', { name: 'Why is the sky blue?' })
    ).toBeInTheDocument();
    expect(screen.getByText('scattered').tagName).toBe('STRONG');
    expect(screen.getByText('# **not** Markdown').tagName).toBe('PRE');
    expect(container.querySelectorAll('[data-kind]')).toHaveLength(3);
  });
});
