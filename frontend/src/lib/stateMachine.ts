/** Runs a pure state machine: the one place where its state is kept, and where its effects are carried out. */

/** What comes of one event: the next state, and what is to be done, in order. */
export interface Step<State, Effect> {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export interface StateMachineOptions<State, Event, Effect> {
  readonly initial: State;
  readonly transition: (state: State, event: Event) => Step<State, Effect>;
  /** Shows the state; called at once, and after each change before its effects. `previous` is null the first time. */
  readonly render: (state: State, previous: State | null) => void;
  readonly perform: (effect: Effect) => void;
}

export interface StateMachine<State, Event> {
  readonly getState: () => State;
  readonly dispatch: (event: Event) => void;
}

/** Events that effects bring about wait until the event before them is done with: no step ever sees half of another. */
export function runStateMachine<State, Event, Effect>(
  options: StateMachineOptions<State, Event, Effect>,
): StateMachine<State, Event> {
  const { initial, transition, render, perform } = options;
  const waiting: Event[] = [];
  let state = initial;
  let isRunning = false;
  const run = (event: Event): void => {
    const previous = state;
    const step = transition(state, event);
    state = step.state;
    if (state !== previous) render(state, previous);
    step.effects.forEach(perform);
  };
  const dispatch = (event: Event): void => {
    waiting.push(event);
    if (isRunning) return;
    isRunning = true;
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) run(next);
    } finally {
      isRunning = false;
    }
  };
  render(state, null);
  return { getState: () => state, dispatch };
}
