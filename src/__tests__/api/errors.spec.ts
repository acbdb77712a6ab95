import { readFileSync } from 'node:fs';
import { ApiError, describeError } from '../../api/errors';
import { english } from '../../english';
import { dueTime } from '../../timestamps';

/** Codes without words of ours: of a family only, or of a message that says the next step too. */
const WORDLESS = new Set([
  'upstream_error',
  'service_refused',
  'error',
  'receipt_mismatch',
  'request_refused'
]);

const codes = [
  ...readFileSync('jupyter_autograde/errors.py', 'utf8').matchAll(
    /^ {4}code = "(\w+)"$/gm
  ),
  // What the web framework answers by itself.
  ...readFileSync('jupyter_autograde/models/error.py', 'utf8').matchAll(
    /^ {4}\d+: "(\w+)",$/gm
  )
].map(match => match[1]);

describe('an error in words', () => {
  it('is looked for where codes are given', () => {
    expect(codes).toEqual(
      expect.arrayContaining(['deadline_passed', 'request_timeout'])
    );
  });

  it.each(codes.filter(code => !WORDLESS.has(code)))(
    'has a sentence and a next step for %s',
    code => {
      const error = new ApiError({ code, status: 400, message: 'Because.' });
      const { sentence, nextStep } = describeError(error, english);
      expect(sentence).toMatch(/\.$/);
      expect(nextStep).toMatch(/\.$/);
    }
  );

  it('is the sentence of the service when the code is new', () => {
    const error = new ApiError({
      code: 'brand_new',
      status: 409,
      message: 'The moon is full.'
    });
    expect(describeError(error, english).sentence).toBe('The moon is full.');
  });

  it.each([
    ['deadline_passed', 'closes_at'],
    ['assignment_not_open', 'opens_at'],
    ['attempts_used_up', 'again_at']
  ])('says the moment of %s in the time of the browser', (code, name) => {
    const at = '2020-01-01T12:00:00Z';
    const error = new ApiError({
      code,
      status: 409,
      message: 'Because.',
      details: { [name]: at }
    });
    const { sentence, nextStep } = describeError(error, english);
    expect(`${sentence} ${nextStep}`).toContain(dueTime(at));
  });

  it('says that no service is set up, not that it is away', () => {
    const error = new ApiError({
      code: 'service_unreachable',
      status: 502,
      message: '',
      details: { configured: false }
    });
    expect(describeError(error, english).sentence).toMatch(/is set up/);
  });

  it('shows nothing of an exception', () => {
    const { sentence } = describeError(
      new TypeError('x is undefined'),
      english
    );
    expect(sentence).not.toMatch(/undefined/);
  });
});
