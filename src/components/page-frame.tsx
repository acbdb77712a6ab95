import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReactElement, ReactNode } from 'react';
import type { IErrorText } from '../api/errors';
import { PageHead, type IPageHeadProps } from './page-head';
import { Refusal } from './refusal';

export interface IPageFrameProps {
  head: IPageHeadProps;
  /** Why the last thing that was done here failed. */
  fault: IErrorText | null;
  onCloseFault(): void;
  /** Class of the part between head and end. */
  className: string;
  trans: TranslationBundle;
  children: ReactNode;
}

/** What a page of the service has around its view: the head, and what failed. */
export function PageFrame(props: IPageFrameProps): ReactElement {
  return (
    <>
      <PageHead {...props.head} />
      <Refusal
        fault={props.fault}
        trans={props.trans}
        onClose={props.onCloseFault}
      />
      <main className={props.className}>{props.children}</main>
    </>
  );
}
