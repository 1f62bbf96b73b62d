// The supervisor's pages, which make no sound.
import { startPage } from "./shared";

startPage();
