/** An answer that a test gives when it wants to. */
export interface IDeferred<T> {
  resolve(answer: T): void;
  reject(reason: unknown): void;
}

/** The names of an object's methods that answer later. */
type Asked<O> = {
  [K in keyof O]: O[K] extends (...args: never[]) => Promise<unknown>
    ? K
    : never;
}[keyof O];

type AnswerOf<F> = F extends (...args: never[]) => Promise<infer T> ? T : never;

/** Let the next call of a client's method wait for the test; those after it are answered as always. */
export function deferred<O extends object, K extends Asked<O>>(
  client: O,
  method: K
): IDeferred<AnswerOf<O[K]>> {
  let resolve!: (answer: unknown) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<unknown>((...ends) => ([resolve, reject] = ends));
  const always = client[method];
  client[method] = (() => {
    client[method] = always;
    return promise;
  }) as O[K];
  return { resolve, reject };
}
