import type { PassbackItem, Todo, TodoItem } from '../../api/schemas';
import { TIME } from './time';

export function todo(...items: TodoItem[]): Todo {
  return { course_id: 'C1', at: TIME, tonight: TIME, items };
}

export function todoItem(change: Partial<TodoItem> = {}): TodoItem {
  return {
    kind: 'failed',
    count: 2,
    assignment_id: 'A1',
    assignment: 'lab1',
    users: [],
    filter: { assignment_id: 'A1', state: 'failed' },
    ...change
  };
}

export function passbackItem(change: Partial<PassbackItem> = {}): PassbackItem {
  return {
    id: 'P1',
    assignment_id: 'A1',
    assignment: 'lab1',
    user: 'alice',
    score: 0.7,
    state: 'failed',
    attempts: 1,
    since: TIME,
    problem: 'refused',
    detail: '<b>unknown</b>',
    ...change
  };
}
