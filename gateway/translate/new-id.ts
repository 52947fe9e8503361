/** Makes the id of a call that its upstream gave none: unique, since a conversation has the calls of many answers. */
export type NewId = () => string;
