/** The time as an argument, so that tests and the simulator can hold it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
