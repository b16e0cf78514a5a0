import { useTexts } from '../hooks/context.js';

/** The outline of what comes, in its final sizes. */
export function PageSkeleton() {
  const { page } = useTexts();
  return (
    <div className="fb-page-skeleton" aria-busy="true">
      <p className="fb-hidden" role="status">
        {page.loading}
      </p>
      <div className="fb-card" aria-hidden="true">
        <div className="fb-card-head">
          <span className="fb-bone fb-bone-mark" />
          <span className="fb-bone fb-bone-title" />
        </div>
        <span className="fb-bone fb-bone-line" />
        <span className="fb-bone fb-bone-line fb-bone-short" />
        <span className="fb-bone fb-bone-button" />
      </div>
    </div>
  );
}
