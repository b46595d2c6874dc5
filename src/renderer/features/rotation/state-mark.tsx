import type { RotationState } from '../../../shared/domain/rotation.ts';

/** A sample of how a state is drawn: told apart by pattern and edge, not by colour alone. */
export function StateMark({ state }: { readonly state: RotationState }) {
  return <span className="span-look state-mark" data-state={state} aria-hidden="true" />;
}
