import type { Comment } from '../../api/types.js';
import { useTexts } from '../../hooks/context.js';
import type { Thread } from '../../lib/comments.js';
import { Avatar } from '../ui/Picture.js';
import { Time } from '../ui/Time.js';

export function CommentThread({ thread }: { thread: Thread }) {
  return (
    <li className="fb-thread">
      <Entry comment={thread.root} />
      {thread.replies.length > 0 && (
        <ul className="fb-replies">
          {thread.replies.map((reply) => (
            <li key={reply.id}>
              <Entry comment={reply} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Entry({ comment }: { comment: Comment }) {
  const { comments } = useTexts();
  const author = comment.user.handle || comments.unknownAuthor;
  return (
    <article className="fb-comment">
      <Avatar url={comment.user.img_url} name={author} small />
      <div>
        <p className="fb-comment-head">
          <strong>{author}</strong> <Time at={comment.created_at} />
          {comment.resolved_at && <span className="fb-resolved">{comments.resolvedMark}</span>}
        </p>
        <p className="fb-comment-text" dir="auto">
          {comment.message || comments.empty}
        </p>
      </div>
    </article>
  );
}
