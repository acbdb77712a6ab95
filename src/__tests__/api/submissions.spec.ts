import { SubmissionsClient } from '../../api/submissions';
import type { IRequest } from '../../api/transport';

it('sends the reason of a hand-in for a student outside of the address', async () => {
  const sent: [string, IRequest | undefined][] = [];
  const client = new SubmissionsClient(
    async <T>(path: string, init?: IRequest) => {
      sent.push([path, init]);
      return {} as T;
    }
  );
  await client.handInFor('A1', 'ü', {
    bundle: new Blob(['zip']),
    key: 'k1',
    reason: 'ill: 50 % ü'
  });
  const [path, init] = sent[0];
  expect(path).toBe('v1/assignments/A1/submissions/for/%C3%BC');
  expect(init?.query).toBeUndefined();
  expect(init?.headers).toMatchObject({
    'Autograde-Reason': 'ill%3A%2050%20%25%20%C3%BC'
  });
});
