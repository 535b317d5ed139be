import './api/configure-zod.ts';
import './theme/theme-augmentation.ts';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';

const root = document.querySelector('#root');
if (!root) throw new Error('The page has no place for the application');
createRoot(root).render(<App />);
