import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useReducer, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { FormgraderModel } from '../../models/formgrader';
import { Formgrader } from './formgrader';

export interface IFormgraderViewProps {
  model: FormgraderModel;
  trans: TranslationBundle;
  /** An error in words; null stays null. */
  faultOf(error: unknown): IErrorText | null;
  /** Ask first, then grade the shown submission again. */
  onGradeAgain(): void;
}

/** The Formgrader, kept up to date with its model: the same in the lab and on the service's page. */
export function FormgraderView(props: IFormgraderViewProps): ReactElement {
  const { faultOf, model, trans } = props;
  const [, update] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    model.changed.connect(update);
    model.detail.changed.connect(update);
    return () => {
      model.changed.disconnect(update);
      model.detail.changed.disconnect(update);
    };
  }, [model]);
  const { detail } = model;
  return (
    <Formgrader
      state={{
        courses: model.courses,
        course: model.course,
        assignments: model.assignments,
        assignment: model.assignment,
        submissions: model.submissions,
        latestOnly: model.latestOnly,
        fault: faultOf(model.error)
      }}
      detail={{
        submission: detail.submission,
        grades: detail.grades,
        job: detail.job,
        fault: faultOf(detail.error),
        busy: detail.busy,
        trans,
        onGradeAgain: props.onGradeAgain,
        onRetry: () => void detail.refresh()
      }}
      trans={trans}
      onCourse={id => model.selectCourse(id)}
      onAssignment={id => model.selectAssignment(id)}
      onSubmission={id => model.selectSubmission(id)}
      onLatestOnly={latestOnly => model.setLatestOnly(latestOnly)}
      onRetry={() => void model.refresh()}
    />
  );
}
