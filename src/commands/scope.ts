/** The unit above all: a command that reads the whole books takes a right there. */
export const WHOLE = 'TW';
