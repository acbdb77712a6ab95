import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import { PageFrame } from '../page-frame';
import type { IPageHeadProps } from '../page-head';
import { Question } from '../question';
import { FormgraderView, type IFormgraderViewProps } from './formgrader-view';

export interface IFormgraderServicePageProps extends Omit<
  IFormgraderViewProps,
  'acts'
> {
  head: Omit<IPageHeadProps, 'page'>;
}

/** The Formgrader as a page of its own, with what JupyterLab has around it there. */
export function FormgraderServicePage(
  props: IFormgraderServicePageProps
): ReactElement {
  const { faultOf, model, trans } = props;
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<IErrorText | null>(null);
  const submissions = model.page('submissions');
  const { submission } = submissions.detail;
  const gradeAgain = async (): Promise<void> => {
    try {
      await submissions.gradeAgain();
      setFault(null);
    } catch (reason) {
      setFault(faultOf(reason));
    }
  };
  return (
    <>
      <PageFrame
        head={{ ...props.head, page: 'formgrader' }}
        fault={fault}
        onCloseFault={() => setFault(null)}
        className="jp-AutogradeFormgrader"
        trans={trans}
      >
        <FormgraderView
          {...props}
          acts={{ onGradeAgain: () => setAsking(true) }}
        />
      </PageFrame>
      {asking && submission && (
        <Question
          title={trans.__('Grade again?')}
          text={trans.__(
            'Attempt %1 of %2 is run once more. The new grade counts; older ones stay listed.',
            submission.attempt,
            submission.user
          )}
          action={trans.__('Grade again')}
          trans={trans}
          onAnswer={accepted => {
            setAsking(false);
            if (accepted) {
              void gradeAgain();
            }
          }}
        />
      )}
    </>
  );
}
