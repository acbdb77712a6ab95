import { useState, type ReactElement } from 'react';
import type { IErrorText } from '../../api/errors';
import type { Course } from '../../api/schemas';
import { PageFrame } from '../page-frame';
import type { IPageHeadProps } from '../page-head';
import { Question } from '../question';
import { LiveView, type ILiveViewProps } from './live-view';
import { switchWords } from './live-words';

export interface ILivePageProps extends Omit<ILiveViewProps, 'onSwitch'> {
  head: Omit<IPageHeadProps, 'page'>;
}

/** What is asked about. */
interface ISwitch {
  course: Course;
  enabled: boolean;
  days: number;
}

/** The live classroom as a page of its own, with what JupyterLab has around it there. */
export function LivePage(props: ILivePageProps): ReactElement {
  const { faultOf, model, trans } = props;
  const [asking, setAsking] = useState<ISwitch | null>(null);
  const [fault, setFault] = useState<IErrorText | null>(null);
  const apply = async (wanted: ISwitch): Promise<void> => {
    try {
      await model.setEnabled(wanted.course.id, wanted.enabled, wanted.days);
      setFault(null);
    } catch (reason) {
      setFault(faultOf(reason));
    }
  };
  const question =
    asking &&
    switchWords(asking.enabled, asking.days, asking.course.name, trans);
  return (
    <>
      <PageFrame
        head={{ ...props.head, page: 'live' }}
        fault={fault}
        onCloseFault={() => setFault(null)}
        className="jp-AutogradeLive"
        trans={trans}
      >
        <LiveView
          {...props}
          onSwitch={(enabled, days) => {
            const { course } = model;
            setAsking(course && { course, enabled, days });
          }}
        />
      </PageFrame>
      {asking && question && (
        <Question
          {...question}
          trans={trans}
          onAnswer={accepted => {
            setAsking(null);
            if (accepted) {
              void apply(asking);
            }
          }}
        />
      )}
    </>
  );
}
