import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement } from 'react';

/** What keys do, for those who look for it. */
export function KeyList(props: {
  id: string;
  trans: TranslationBundle;
}): ReactElement {
  const { trans } = props;
  const keys: readonly (readonly [string, string])[] = [
    ['1 2 3', trans.__('points, or items of the rubric where there is one')],
    ['=', trans.__('type points where there is a rubric')],
    ['Enter', trans.__('save, and go to the next ungraded answer')],
    ['n p', trans.__('next answer, answer before')],
    ['u', trans.__('next ungraded answer')],
    ['f', trans.__('next answer in whose work a test failed')],
    ['m', trans.__('flag it, to be looked at again')],
    ['c', trans.__('comment; Ctrl Enter sends it')],
    ['Esc', trans.__('back to where one grades')]
  ];
  return (
    <details className="jp-AutogradeKeys">
      <summary>{trans.__('Keys')}</summary>
      <dl id={props.id} className="jp-AutogradeFacts">
        {keys.map(([key, words]) => (
          <div key={key} className="jp-AutogradeKeys-line">
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
