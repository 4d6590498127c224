export type Id = string;
export type Time = string;

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Ref {
  id: Id;
  name: string;
}
