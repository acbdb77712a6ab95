import {
  formatPlace,
  parsePlace,
  samePlace
} from '../../../models/formgrader/place';

const place = (change = {}) => ({
  page: 'submissions',
  course: null,
  assignment: null,
  query: {},
  ...change
});

describe('a place in the Formgrader', () => {
  it.each([
    ['home', place({ page: 'home' })],
    ['submissions?assignment=A1', place({ assignment: 'A1' })],
    [
      'submissions?course=C1&assignment=A1&state=failed',
      place({ course: 'C1', assignment: 'A1', query: { state: 'failed' } })
    ],
    [
      'submissions?text=J%C3%BCrgen+%26+co',
      place({ query: { text: 'Jürgen & co' } })
    ]
  ])('is said and read as %s', (words, read) => {
    expect(formatPlace(read)).toBe(words);
    expect(parsePlace(`#${words}`)).toEqual(read);
    expect(parsePlace(words)).toEqual(read);
  });

  it.each(['', '#', '#?state=failed', '#a/b', '#<script>', '#%00'])(
    'is not said by %s',
    hash => expect(parsePlace(hash)).toBeNull()
  );

  it('has no words for what is empty', () => {
    const empty = place({ course: '', query: { text: '' } });
    expect(formatPlace(empty)).toBe('submissions');
  });

  it('takes the rest of a strange address as it is', () => {
    expect(parsePlace('#gradebook?x=a?b&state=%FF&__proto__=1')).toMatchObject({
      page: 'gradebook',
      query: { x: 'a?b' }
    });
  });

  it('is the same in whatever order its filters were set', () => {
    const one = place({ query: { a: '1', b: '2' } });
    const other = place({ query: { b: '2', a: '1' } });
    expect(samePlace(one, other)).toBe(true);
    expect(samePlace(one, place())).toBe(false);
  });
});
