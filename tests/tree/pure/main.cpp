// Holds every object of the pure archives, so that structure_test can read what they need.
int main() { return 0; }
