import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import { Message } from '../message';
import { PageHead, type IPageHeadProps } from '../page-head';
import { Question } from '../question';
import { FormgraderView, type IFormgraderViewProps } from './formgrader-view';

export interface IFormgraderPageProps extends Omit<
  IFormgraderViewProps,
  'onGradeAgain'
> {
  head: Omit<IPageHeadProps, 'page'>;
}

/** The Formgrader as a page of its own, with what JupyterLab has around it there. */
export function FormgraderPage(props: IFormgraderPageProps): ReactElement {
  const { faultOf, model, trans } = props;
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<IErrorText | null>(null);
  const { submission } = model.detail;
  const gradeAgain = async (): Promise<void> => {
    try {
      await model.gradeAgain();
      setFault(null);
    } catch (reason) {
      setFault(faultOf(reason));
    }
  };
  return (
    <>
      <PageHead page="formgrader" {...props.head} />
      {fault && (
        <Message
          kind="error"
          sentence={fault.sentence}
          nextStep={fault.nextStep}
          action={{ label: trans.__('Close'), onClick: () => setFault(null) }}
        />
      )}
      <main className="jp-AutogradeFormgrader">
        <FormgraderView {...props} onGradeAgain={() => setAsking(true)} />
      </main>
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
