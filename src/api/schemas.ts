/** Short names of the service's objects; `jlpm generate:types` makes what they stand for. */
import type { components } from './types';

type Schemas = components['schemas'];

export type Assignment = Schemas['Assignment'];
export type AssignmentChange = Schemas['AssignmentChange'];
export type AssignmentState = Schemas['AssignmentState'];
export type AssignmentVersion = Schemas['AssignmentVersion'];
export type Assurance = Schemas['Assurance'];
export type CaseResult = Schemas['CaseResult'];
export type Course = Schemas['Course'];
export type Comment = Schemas['Comment'];
export type EventPage = Schemas['EventPage'];
export type EventType = Schemas['EventType'];
export type Feedback = Schemas['Feedback'];
export type Grade = Schemas['Grade'];
export type GradeResult = Schemas['GradeResult'];
export type Job = Schemas['Job'];
export type LiveAssignment = Schemas['LiveAssignment'];
export type LiveClassroom = Schemas['LiveClassroom'];
export type LiveNotebook = Schemas['LiveNotebook'];
export type LiveState = Schemas['LiveState'];
export type LiveSwitch = Schemas['LiveSwitch'];
export type LiveTail = Schemas['LiveTail'];
export type MySubmissionSummary = Schemas['MySubmissionSummary'];
export type Person = Schemas['Person'];
export type QuestionResult = Schemas['QuestionResult'];
export type Receipt = Schemas['Receipt'];
export type ReleaseReport = Schemas['ReleaseReport'];
export type Role = Schemas['Role'];
export type ServiceEvent = Schemas['Event'];
export type Submission = Schemas['Submission'];
export type SubmissionState = Schemas['SubmissionState'];
export type TailCell = Schemas['TailCell'];
export type TailOutput = Schemas['TailOutput'];
