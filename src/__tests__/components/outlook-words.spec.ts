import { outlookWords } from '../../components/formgrader/assignments/outlook-words';
import { english } from '../../english';
import { outlook } from '../samples';

describe('what opening an assignment again would do', () => {
  const hidden = 'The solution is hidden again';
  const reopened = { state: 'closed', becomes: 'released' } as const;

  it.each([
    ['is hidden', true],
    ['was read by nobody, or is read on', false]
  ])('says of a solution that it %s', (_, solution_hidden) => {
    const words = outlookWords(
      outlook({ ...reopened, solution_shown: true, solution_hidden }),
      false,
      english
    );
    expect(words.join(' ').includes(hidden)).toBe(solution_hidden);
  });
});
