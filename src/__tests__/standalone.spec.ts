import { waitFor } from '@testing-library/dom';

afterEach(() => jest.restoreAllMocks());

/** What numbers and times are written in on the page of the service, for which there are texts or not. */
async function writtenIn(texts: object | null): Promise<string | undefined> {
  document.body.innerHTML =
    '<div id="autograde" data-base-url="/s/" data-language="de"></div>';
  jest.spyOn(console, 'warn').mockReturnValue();
  globalThis.fetch = jest.fn((address: string) =>
    address === '/s/texts/de'
      ? Promise.resolve({
          ok: texts !== null,
          status: 404,
          json: () => Promise.resolve(texts)
        })
      : new Promise(() => undefined)
  ) as unknown as typeof fetch;
  jest.resetModules();
  const { locale } = await import('../locale');
  await import('../standalone');
  await waitFor(() => expect(locale()).toBeDefined());
  return locale();
}

describe('the page of the service', () => {
  it('writes numbers and times in the language of its texts', async () => {
    expect(await writtenIn({ 'language\u0004en': ['de'] })).toBe('de');
  });

  it('writes them in English where the texts did not come', async () => {
    expect(await writtenIn(null)).toMatch(/^en/);
  });
});
