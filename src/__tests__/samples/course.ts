import type {
  Course,
  Enrollment,
  Person,
  RosterPreview
} from '../../api/schemas';
import { TIME } from './time';

export function course(change: Partial<Course> = {}): Course {
  return {
    id: 'C1',
    name: 'cs1',
    title: '',
    role: 'student',
    live: false,
    created_at: TIME,
    ...change
  };
}

export function person(change: Partial<Person> = {}): Person {
  return { name: 'alice', admin: false, courses: [course()], ...change };
}

export function enrollment(change: Partial<Enrollment> = {}): Enrollment {
  return {
    user: 'alice',
    role: 'student',
    section: null,
    name: null,
    email: null,
    source: 'config',
    created_at: TIME,
    ...change
  };
}

export function rosterPreview(
  change: Partial<RosterPreview> = {}
): RosterPreview {
  return {
    faults: [],
    changes: [
      {
        action: 'added',
        user: 'zoe',
        before: null,
        after: { role: 'student', section: 'A', source: 'csv' }
      }
    ],
    unchanged: 1,
    kept: [],
    digest: 'D1',
    ...change
  };
}
