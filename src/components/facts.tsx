import { Fragment, type ReactElement, type ReactNode } from 'react';

/** A name and its value; a value of null leaves the line out. */
export type Fact = readonly [name: string, value: ReactNode];

/** A short list of names and values. */
export function Facts({ facts }: { facts: readonly Fact[] }): ReactElement {
  return (
    <dl className="jp-AutogradeFacts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
