import "./styles/room.css";

