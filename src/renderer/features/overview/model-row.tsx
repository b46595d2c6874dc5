import type { Model } from '../../../shared/domain/model.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { ModelTag } from '../../ui/model-tag.tsx';

interface ModelRowProps {
  readonly model: Model;
  /** Queries it is answering now. */
  readonly running: number;
}

export function ModelRow({ model, running }: ModelRowProps) {
  const { texts, format } = useLanguage();
  const { overview } = texts;
  const facts = [
    model.parameters === null ? null : format.parameters(model.parameters),
    model.quant,
    format.bytes(model.size_bytes),
    overview.context(format.number(model.context_length)),
    model.tokens_per_second === null
      ? null
      : overview.speed(format.number(model.tokens_per_second)),
    model.last_used === null
      ? overview.neverUsed
      : overview.lastUsed(format.since(model.last_used)),
  ].filter((fact) => fact !== null);
  return (
    <li className="model">
      <div className="model-head">
        <strong title={model.id}>{model.name}</strong>
        <ModelTag label={model.label} />
        <span className="tag" data-residency={model.residency}>
          {model.enabled ? texts.residency[model.residency] : overview.disabled}
        </span>
        {running > 0 && (
          <span className="tag tag-busy">{overview.runningNow(format.number(running))}</span>
        )}
      </div>
      {/* A line breaks between facts, not inside one. */}
      <p className="facts">{facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(' · ')}</p>
    </li>
  );
}
