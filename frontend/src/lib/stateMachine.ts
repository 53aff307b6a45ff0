/** Runs a pure state machine: keeps its state, shows it, and has its effects carried out. */

/** What comes of one event: the next state, and what is to be done, in order. */
export interface Step<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export interface StateMachineOptions<State, Event, Effect> {
  readonly initial: Step<State, Effect>;
  readonly transition: (state: State, event: Event) => Step<State, Effect>;
  /** Shows the state, after each change and before its effects. `previous` is null the first time. */
  readonly render: (state: State, previous: State | null) => void;
  readonly perform: (effect: Effect) => void;
}

export interface StateMachine<State, Event> {
  readonly getState: () => State;
  /** Shows the first state and carries out its effects. */
  readonly start: () => void;
  readonly dispatch: (event: Event) => void;
}

/** Events that effects bring about wait until the event before them is done with: no step ever sees half of another. */
export function createStateMachine<State, Event, Effect>(
  options: StateMachineOptions<State, Event, Effect>,
): StateMachine<State, Event> {
  const { initial, transition, render, perform } = options;
  const waiting: (() => void)[] = [];
  let state = initial.state;
  let isRunning = false;
  const enter = (step: Step<State, Effect>, previous: State | null): void => {
    state = step.state;
    if (state !== previous) render(state, previous);
    step.effects.forEach(perform);
  };
  const run = (turn: () => void): void => {
    waiting.push(turn);
    if (isRunning) return;
    isRunning = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next();
    } finally {
      isRunning = false;
    }
  };
  return {
    getState: () => state,
    start: () => {
      run(() => {
        enter(initial, null);
      });
    },
    dispatch: (event) => {
      run(() => {
        enter(transition(state, event), state);
      });
    },
  };
}
