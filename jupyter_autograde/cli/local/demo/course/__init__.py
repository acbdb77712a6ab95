"""The demo course: two source notebooks as instructors write them, twelve students, and what they handed in."""
