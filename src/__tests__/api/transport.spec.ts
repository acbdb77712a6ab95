import type { ApiError } from '../../api/errors';
import { readAnswer, withQuery } from '../../api/transport';

function answer(status: number, text: string): Response {
  return {
    ok: status < 400,
    status,
    json: async () => JSON.parse(text)
  } as Response;
}

async function refusal(status: number, text: string): Promise<ApiError> {
  return readAnswer(answer(status, text)).then(
    () => Promise.reject(new Error('It was no error.')),
    (error: ApiError) => error
  );
}

describe('an answer', () => {
  it('is its JSON', async () => {
    await expect(readAnswer(answer(200, '{"a": 1}'))).resolves.toEqual({
      a: 1
    });
  });

  it('may be empty', async () => {
    await expect(readAnswer(answer(204, ''))).resolves.toBeNull();
  });

  it('of our own is refused with its code', async () => {
    const error = await refusal(
      409,
      '{"code": "deadline_passed", "message": "Too late.", "details": {"a": 1}}'
    );
    expect(error).toMatchObject({
      code: 'deadline_passed',
      message: 'Too late.',
      details: { a: 1 }
    });
  });

  it.each([
    [502, '<html>', 'service_unreachable'],
    [401, '{"message": "Unauthorized"}', 'not_authenticated'],
    [404, '{"message": "Not Found"}', 'server_extension_missing'],
    [500, '[]', 'error']
  ])('%i of somebody in between has a code too', async (status, text, code) => {
    expect((await refusal(status, text)).code).toBe(code);
  });
});

describe('a query', () => {
  it('leaves out what is not given, and encodes the rest', () => {
    const query = { path: 'a b&c', after: undefined, user: null, limit: 2 };
    expect(withQuery('x', query)).toBe('x?path=a+b%26c&limit=2');
    expect(withQuery('x', {})).toBe('x');
  });
});
