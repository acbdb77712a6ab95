import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { IErrorText } from '../api/errors';
import type { Course } from '../api/schemas';
import { Message } from './message';

export interface IStaffFrameProps {
  /** Which the person teaches; null = not known yet. */
  courses: readonly Course[] | null;
  fault: IErrorText | null;
  /** What is below the fault is the last that is known; otherwise there is nothing. */
  known: boolean;
  /** For whom this is, and who can change that; said to who teaches no course. */
  forWhom: string;
  trans: TranslationBundle;
  onRetry(): void;
  children: ReactNode;
}

/** What a panel for staff has around it: courses that load, or can't be loaded, or are none; what went wrong. */
export function StaffFrame(props: IStaffFrameProps): ReactElement {
  const { courses, fault, trans } = props;
  const again = { label: trans.__('Try again'), onClick: props.onRetry };
  if (courses === null) {
    return fault ? (
      <Message
        kind="error"
        sentence={fault.sentence}
        nextStep={fault.nextStep}
        action={again}
      />
    ) : (
      <Message kind="loading" sentence={trans.__('Loading courses…')} />
    );
  }
  if (courses.length === 0) {
    return (
      <Message
        kind="empty"
        sentence={trans.__('You teach no course.')}
        nextStep={props.forWhom}
      />
    );
  }
  return (
    <div className="jp-AutogradeFrame">
      {fault && (
        <Message
          kind="stale"
          sentence={fault.sentence}
          nextStep={
            props.known
              ? trans.__('This is the last that is known.')
              : fault.nextStep
          }
          action={again}
        />
      )}
      {props.children}
    </div>
  );
}
