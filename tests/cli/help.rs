use crate::project::Project;

#[test]
fn every_command_has_examples_and_exit_codes() {
    let project = Project::empty();
    let commands = "boot check lock show status new plan apply get edit delete restore drift conflicts \
                    resolve reset history undo verify migrate-from export import review git \
                    backup derive";
    for command in commands.split_whitespace() {
        let ran = project.run(&[command, "--help"]);
        assert_eq!(ran.code, 0);
        assert!(ran.out.contains("Examples:") && ran.out.contains("Exit codes"), "{command}");
        assert!(ran.out.contains("--json"), "{command}");
    }
    let ran = project.run(&["--help"]);
    assert!(ran.out.contains("Examples:") && ran.out.contains("Exit codes:"));
}

#[test]
fn an_unknown_command_is_wrong_usage() {
    let ran = Project::empty().run(&["chekc"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("check"), "{}", ran.err);
}
