use super::*;

fn folder() -> (tempfile::TempDir, Documents) {
    let folder = tempfile::tempdir().unwrap();
    let documents = Documents::new(folder.path().to_owned());
    (folder, documents)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn line_ends_and_the_byte_order_mark_come_back() {
    let (folder, mut documents) = folder();
    for (was, is) in [
        ("Old.\r\nTwo.\r\n", "Old.\r\nTwo.\r\nNew.\r\n"),
        ("\u{feff}Old.\nTwo.\n", "\u{feff}Old.\nTwo.\nNew.\n"),
        ("Old.\rTwo.\r", "Old.\rTwo.\rNew.\r"),
        ("Old.\nTwo.", "Old.\nTwo.\nNew.\n"),
    ] {
        let path = folder.path().join("x.md");
        fs::write(&path, was).unwrap();
        assert!(documents.open(&path).unwrap().starts_with("Old.\nTwo."));
        documents.save(&path, "Old.\nTwo.\nNew.", Over::Own).unwrap();
        assert_eq!(read(&path), is);
    }
}

#[test]
fn what_somebody_else_wrote_is_not_replaced_unasked() {
    let (folder, mut documents) = folder();
    let path = documents.named("meeting notes");
    fs::write(&path, "Minutes.\n").unwrap();
    let refused = documents.save(&path, "Milk.", Over::Own).unwrap_err();
    assert!(matches!(refused, SaveError::Exists(_)));
    assert!(refused.question().unwrap().0.contains("“meeting notes.md”"));
    assert_eq!(read(&path), "Minutes.\n");
    documents.save(&path, "Milk.", Over::Anything).unwrap();
    assert_eq!(read(&path), "Milk.\n");
    // Its own file now: no question, until another program changes it, by whatever name.
    documents.save(&path, "Milk and bread.", Over::Own).unwrap();
    fs::write(&path, "Theirs.\n").unwrap();
    let same = folder.path().join(".").join("meeting notes.md");
    let refused = documents.save(&same, "Ours.", Over::Own).unwrap_err();
    assert!(matches!(refused, SaveError::Changed(_)));
    assert_eq!(read(&path), "Theirs.\n");
    // What is there already needs no question.
    documents.save(&path, "Theirs.", Over::Own).unwrap();
    // One that has been erased meanwhile is written anew.
    fs::remove_file(&path).unwrap();
    documents.save(&path, "Ours.", Over::Own).unwrap();
    assert_eq!(read(&path), "Ours.\n");
}

#[test]
fn where_nobody_can_be_asked_the_old_one_is_kept() {
    let (folder, mut documents) = folder();
    let path = folder.path().join("letter.md");
    assert_eq!(documents.save_keeping(&path, "One.").unwrap(), None);
    assert_eq!(
        documents.save_keeping(&path, "Two.").unwrap(),
        None,
        "it is its own"
    );
    let mut later = Documents::new(folder.path().to_owned());
    let kept = later.save_keeping(&path, "Three.").unwrap().unwrap();
    assert_eq!(
        (read(&kept).as_str(), read(&path).as_str()),
        ("Two.\n", "Three.\n")
    );
    assert!(kept.ends_with("letter.old.md"));
    let mut later = Documents::new(folder.path().to_owned());
    let second = later.save_keeping(&path, "Four.").unwrap().unwrap();
    assert_eq!(
        (read(&kept).as_str(), read(&second).as_str()),
        ("Two.\n", "Three.\n")
    );
}

#[test]
fn names_stay_in_the_folder_and_new_ones_are_free() {
    let (folder, mut documents) = folder();
    fs::write(folder.path().join("notes.md"), "Agenda.\n").unwrap();
    assert!(documents.find("Notes").unwrap().ends_with("notes.md"));
    assert!(documents.find("/etc/hostname").is_err());
    for _ in 0..2 {
        documents.save_new("Dear Anna\n\nHello").unwrap();
    }
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["Dear Anna 2.md", "Dear Anna.md", "notes.md"]);
}

#[test]
fn exports_take_free_names() {
    let (folder, documents) = folder();
    let document = ExportDocument {
        title: "a/b".to_owned(),
        text: "Words.".to_owned(),
        ..ExportDocument::default()
    };
    for name in ["a b.txt", "a b 2.txt"] {
        let path = documents.export(&document, FileFormat::Text, None).unwrap();
        assert_eq!(path, folder.path().join(name));
    }
}
