import { lazy, Suspense } from 'react';

const Markdown = lazy(() => import('./markdown.tsx'));

/** Models write Markdown. Until its renderer is here, and where it is not needed, text as it is. */
export function AnswerText({ text }: { readonly text: string }) {
  const plain = <p className="plain">{text}</p>;
  if (!/[*_`#>|~[\]]|^\s*[-+\d]/m.test(text)) return plain;
  return (
    <Suspense fallback={plain}>
      <Markdown text={text} />
    </Suspense>
  );
}
