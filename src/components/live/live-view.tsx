import type { TranslationBundle } from '@jupyterlab/translation';
import { useCallback, useEffect, useReducer, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import { keyOf } from '../../live-notebooks';
import type { LiveModel } from '../../models/live';
import { CALM } from '../../timestamps';
import { Live } from './live';

export interface ILiveViewProps {
  model: LiveModel;
  trans: TranslationBundle;
  /** An error in words; null stays null. */
  faultOf(error: unknown): IErrorText | null;
  exportUrl(courseId: string, assignmentId: string | null): string;
  /** Ask first, then switch the live classroom on or off. */
  onSwitch(enabled: boolean, days: number): void;
}

/** The live classroom, kept up to date with its model and the clock: the same in the lab and on the service's page. */
export function LiveView(props: ILiveViewProps): ReactElement {
  const { faultOf, model, trans } = props;
  const [, update] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const clock = setInterval(update, CALM);
    model.changed.connect(update);
    model.tail.changed.connect(update);
    return () => {
      clearInterval(clock);
      model.changed.disconnect(update);
      model.tail.changed.disconnect(update);
    };
  }, [model]);
  const onSelect = useCallback(
    (key: string) => model.selectNotebook(key),
    [model]
  );
  const { tail } = model;
  const now = model.now();
  return (
    <Live
      state={{
        courses: model.courses,
        course: model.course,
        classroom: model.classroom,
        selectedKey: tail.notebook && keyOf(tail.notebook),
        canSwitch: model.canSwitch,
        busy: model.busy,
        connection: model.connection,
        fault: faultOf(model.error),
        now
      }}
      tail={{
        notebook: tail.notebook,
        tail: tail.tail,
        fault: faultOf(tail.error),
        now,
        trans,
        onRetry: () => void tail.refresh()
      }}
      trans={trans}
      exportUrl={props.exportUrl}
      onCourse={id => model.selectCourse(id)}
      onSelect={onSelect}
      onRetry={() => void model.refresh()}
      onSwitch={props.onSwitch}
    />
  );
}
