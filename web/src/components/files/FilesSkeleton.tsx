import { useTexts } from '../../hooks/context.js';

const PLACES = [1, 2, 3, 4, 5, 6, 7, 8];

export function FilesSkeleton() {
  const { files } = useTexts();
  return (
    <div className="fb-project" aria-busy="true">
      <p className="fb-hidden" role="status">
        {files.loading}
      </p>
      <ul className="fb-grid" aria-hidden="true">
        {PLACES.map((place) => (
          <li key={place} className="fb-file">
            <span className="fb-thumbnail fb-bone" />
            <div className="fb-file-text">
              <span className="fb-bone fb-bone-name" />
              <span className="fb-bone fb-bone-date" />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
